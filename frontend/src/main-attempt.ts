/** A sitting: clock, answer field, autosave, verdicts. */
import "./attempt/answer-field";
import "./attempt/autosave";
import "./attempt/countdown";
import "./attempt/verdict-watch";
