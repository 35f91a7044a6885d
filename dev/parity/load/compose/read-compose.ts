import type { LoadContext } from "../context.ts";
import type { ComposeService, Entry } from "../production.ts";

export const readCompose = async (_entry: Entry, _context: LoadContext): Promise<readonly ComposeService[]> => [];
