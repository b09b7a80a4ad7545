/** Staff pages. */
import "./staff/chosen";
import { onArrival } from "./staff/on-arrival";

onArrival(document);
