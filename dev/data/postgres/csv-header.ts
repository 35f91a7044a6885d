/** The names in the first line of a CSV file, quoted or not; `undefined` where the text does not hold all of it. Pure. */
export const csvHeader = (text: string, isWhole: boolean): readonly string[] | undefined => {
  const names: string[] = [];
  let name = "";
  let isQuoted = false;
  const add = () => {
    names.push(name);
    name = "";
  };
  for (let at = 0; at < text.length; at += 1) {
    const letter = text[at] ?? "";
    if (letter === '"') {
      if (isQuoted && text[at + 1] === '"') name += text[(at += 1)];
      else isQuoted = !isQuoted;
    } else if (isQuoted) name += letter;
    else if (letter === ",") add();
    else if (letter === "\n" || letter === "\r") return add(), names;
    else name += letter;
  }
  if (!isWhole) return undefined;
  add();
  return names;
};
