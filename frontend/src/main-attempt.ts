/** A sitting: clock, answer field, autosave, verdicts. */
import "./attempt/answer-field";
import "./attempt/autosave";
import "./attempt/countdown";
import "./attempt/palette";
import "./attempt/verdict-watch";
import { loadFields } from "./fields/load";

loadFields(document);

// Who has waited for a verdict is taken to it, with keyboard and screen reader too.
if (location.hash === "#verdict") document.getElementById("verdict")?.focus();
