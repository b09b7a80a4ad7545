/** Every page: styles, formulas, times in the reader's own zone. */
import "./styles/tokens.css";
import "temml/dist/Temml-Local.css";
import "./styles/app.css";

import { renderFormulas } from "./shared/math";
import { localiseTimes } from "./shared/times";

renderFormulas(document);
localiseTimes(document);
