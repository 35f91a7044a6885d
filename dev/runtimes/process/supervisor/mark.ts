/** A variable in the environment of all that comes of one start, by which it is found whatever process group it has gone to. */
export const MARK = "NEOTOOL_RUN";
