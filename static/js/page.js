// What any page gains from a script: tables that sort, a search field that suggests.

import "./search.js";
import { sortable } from "./table.js";
import { scriptSheet } from "./theme.js";

scriptSheet();
sortable(document);
