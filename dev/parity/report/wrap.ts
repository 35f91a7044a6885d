/** A line that fits, its end replaced by "…" where it is too long. */
export const cut = (text: string, width: number): string => {
  const line = text.replaceAll("\n", " ").trimEnd();
  return line.length <= width ? line : `${line.slice(0, width - 1)}…`;
};

/** A text in lines that fit, the second and later ones indented. Words that are longer than a line stay whole. */
export const wrapped = (text: string, width: number, indent: number): readonly string[] => {
  const [, lead = "", rest = ""] = /^(\s*)(.*)$/s.exec(text) ?? [];
  if (rest.trim() === "") return [];
  const lines: string[] = [];
  let line = lead;
  for (const word of rest.split(/\s+/)) {
    const joined = line.trim() === "" ? `${line}${word}` : `${line} ${word}`;
    if (joined.length > width && line.trim() !== "") {
      lines.push(line);
      line = `${" ".repeat(indent)}${word}`;
    } else {
      line = joined;
    }
  }
  return [...lines, line];
};
