/** Whether a text is what a pattern means, in which `*` stands for anything. */
export const matchesPattern = (pattern: string, text: string): boolean => new RegExp(`^${pattern.split("*").map((part) => part.replaceAll(/[\\^$.|?+()[\]{}]/g, "\\$&")).join(".*")}$`, "s").test(text);
