// The screens, in the order of the lesson.
import {night} from "./night.js";
import {bet} from "./bet.js";
import {oncall} from "./oncall.js";
import {why} from "./why.js";
import {compare} from "./compare.js";
import {classroom, join} from "./classroom.js";

export const SCREENS = {
  night: {title: "Night", show: night},
  bet: {title: "Bet", show: bet},
  oncall: {title: "On call", show: oncall},
  why: {title: "Why", show: why},
  compare: {title: "Compare", show: compare},
  class: {title: "Class", show: classroom.show, hidden: classroom.hidden},
  join: {title: "Join", show: join, hidden: () => true},
};
