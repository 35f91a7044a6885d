/** Breaks a text into lines of at most `width` characters, between words where it can; further lines are indented. */
export const wrapText = (text: string, width: number, indent = ""): readonly string[] =>
  text.split("\n").flatMap((paragraph, index) => {
    const lines: string[] = [];
    let rest = index === 0 ? paragraph : indent + paragraph;
    while (rest.length > width) {
      const at = rest.lastIndexOf(" ", width);
      const cut = at > indent.length ? at : width;
      lines.push(rest.slice(0, cut));
      const next = indent + rest.slice(cut).trimStart();
      if (next.length >= rest.length) break; // narrower than the indent
      rest = next;
    }
    return [...lines, rest];
  });
