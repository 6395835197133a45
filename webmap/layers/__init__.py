"""The layers, in menu order."""

from webmap.layers.base import Layer
from webmap.layers.choropleth import CHOROPLETH
from webmap.layers.flows import FLOWS
from webmap.layers.residuals import RESIDUALS

LAYERS: tuple[Layer, ...] = (CHOROPLETH, FLOWS, RESIDUALS)
