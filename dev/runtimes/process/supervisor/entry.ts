import { systemClock } from "../../../platform/clock.ts";
import { processPaths } from "../paths.ts";
import { supervise } from "./supervise.ts";

const [, , folder = "", instance = ""] = process.argv;
void supervise(processPaths(folder), instance, systemClock);
