/** What neither a key of a ConfigMap nor the name of a config in a Compose file may have. */
const FORBIDDEN = /[^-._a-zA-Z0-9]/g;

const partsOf = (path: string): readonly string[] => path.split("/").filter((part) => part !== "").map((part) => part.replaceAll(FORBIDDEN, "_"));

/**
 * What each file of a service is called where files lie side by side, in a ConfigMap or a Compose file: its name, with as many of its folders before it as tell it from the
 * others.
 */
export const fileKeys = (paths: readonly string[]): readonly string[] => {
  const all = paths.map(partsOf);
  const keyWith = (parts: readonly string[], length: number) => parts.slice(-length).join(".");
  return all.map((parts, index) => {
    const lengths = parts.map((_part, shorter) => shorter + 1);
    const length = lengths.find((tried) => all.filter((other) => keyWith(other, tried) === keyWith(parts, tried)).length === 1);
    return length === undefined ? `${keyWith(parts, parts.length)}.${index}` : keyWith(parts, length);
  });
};
