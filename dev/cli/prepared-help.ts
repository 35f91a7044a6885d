const HELP: readonly string[] = ["--help", "-h"];
const VERSION: readonly string[] = ["--version", "-V"];

/** What a help is laid out for, and where there is no terminal. */
export const HELP_COLUMNS = 80;

/**
 * Which of the texts that the build has written answers this: the same words as the parser's, for which nothing of the parser
 * is loaded. Anything else, "did you mean" among it, is for the parser.
 *
 * @returns the name of a text, which need not be there; `undefined` where the parser has to look.
 */
export const preparedHelp = (argv: readonly string[]): string | undefined => {
  const [first = "", second = "", third = ""] = argv;
  if (argv.length === 1) return VERSION.includes(first) ? "version" : HELP.includes(first) ? "neotool" : undefined;
  if (first !== "dev") return undefined;
  if (argv.length === 2) return HELP.includes(second) ? "dev" : undefined;
  return argv.length === 3 && HELP.includes(third) && /^[a-z]+$/.test(second) ? `dev-${second}` : undefined;
};

/** All of them, with what they answer. */
export const helpTexts = (commands: readonly string[]): ReadonlyMap<string, readonly string[]> =>
  new Map([["version", ["--version"]], ["neotool", ["--help"]], ["dev", ["dev", "--help"]], ...commands.map((name): [string, readonly string[]] => [`dev-${name}`, ["dev", name, "--help"]])]);
