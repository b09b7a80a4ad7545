/** The card before a sitting: its unmarked warm-up field. */
import "./attempt/answer-field";
