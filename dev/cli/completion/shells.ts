/** The shells that have a script under `completions/`. */
export const SHELLS = ["bash", "zsh", "fish"] as const;
