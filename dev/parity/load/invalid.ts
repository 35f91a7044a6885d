import { DevError } from "../../errors/dev-error.ts";

/** Where it is wrong; without a line it is the file itself. */
interface Where {
  readonly file: string;
  readonly line?: number;
  readonly column?: number;
}

interface Details {
  /** An act. @default mend it */
  readonly hint?: string;
  readonly cause?: unknown;
  readonly evidence?: readonly string[];
}

const HINT = "Mend it there and run the same command again; nothing was compared.";

export const shown = ({ file, line, column }: Where): string => [file, line, column].filter((part) => part !== undefined).join(":");

/** The error for what somebody wrote: where, and what is wrong there. */
export const invalid = (where: Where, words: string, { hint = HINT, ...details }: Details = {}): DevError =>
  new DevError("MANIFESTS_INVALID", `${shown(where)} ${words}`, { hint, ...details });
