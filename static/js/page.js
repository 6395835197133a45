// What any page gains from a script: tables that sort, a search field that suggests, words to copy.

import { copying } from "./copy.js";
import "./search.js";
import { sortable } from "./table.js";
import { scriptSheet } from "./theme.js";

scriptSheet();
sortable(document);
copying(document);
