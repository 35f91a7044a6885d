/** What stands at a variable of Compose. */
const VARIABLE = /\$(?:\$|\{([A-Za-z_]\w*)(?:(:?[-?+])((?:[^{}$]|\$\{[^{}]*\}|\$(?!\{))*))?\}|([A-Za-z_]\w*))/g;

export interface Interpolated {
  readonly text: string;
  /** Variables without value and default: Compose puts nothing in their place. */
  readonly missing: readonly string[];
}

/** As Compose does it: `${NAME}`, `$NAME`, defaults, and two dollars for one. Pure. */
export const interpolate = (whole: string, values: Readonly<Record<string, string>>): Interpolated => {
  const missing = new Set<string>();
  const put = (text: string): string =>
    text.replaceAll(VARIABLE, (all: string, braced: string | undefined, operator: string | undefined, word = "", bare: string | undefined) => {
      const name = braced ?? bare;
      if (name === undefined) return "$";
      const value = Object.hasOwn(values, name) ? values[name] : undefined;
      const isSet = operator?.startsWith(":") === true ? value !== undefined && value !== "" : value !== undefined;
      if (operator?.endsWith("+") === true) return isSet ? put(word) : "";
      if (isSet) return value ?? "";
      if (operator?.endsWith("-") === true) return put(word);
      missing.add(name);
      return operator === undefined ? "" : all;
    });
  return { text: put(whole), missing: [...missing] };
};

/** `.env` beside a Compose file: one variable a line, quotes around a value count not. Pure. */
export const parseDotEnv = (text: string): Readonly<Record<string, string>> =>
  Object.fromEntries(
    text.split(/\r?\n/).flatMap((line) => {
      const [, name, value = ""] = /^\s*(?:export\s+)?([A-Za-z_]\w*)\s*=\s*(.*?)\s*$/.exec(line) ?? [];
      if (name === undefined) return [];
      const quoted = /^(["'])(.*)\1(?:\s+#.*)?$/.exec(value);
      return [[name, quoted ? (quoted[2] ?? "") : value.replace(/\s+#.*$/, "")] as const];
    }),
  );
