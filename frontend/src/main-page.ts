/** Every page: styles, formulas, times in the reader's own zone. */
import "./styles/tokens.css";
import "temml/dist/Temml-Local.css";
import "./styles/app.css";
import "./styles/formulas.css";
import "./styles/graph.css";
import "./styles/answering.css";
import "./styles/fields.css";
import "./styles/staff.css";

import { renderFormulas } from "./shared/math";
import { letKeyboardScroll } from "./shared/scrolling";
import { localiseTimes } from "./shared/times";

void renderFormulas(document);
for (const box of document.querySelectorAll<HTMLElement>(".scroll, .read figure")) letKeyboardScroll(box);
localiseTimes(document);
