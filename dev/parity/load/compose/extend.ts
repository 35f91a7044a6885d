import { isRecord } from "../../../platform/is-record.ts";
import type { LoadContext } from "../context.ts";
import { invalid } from "../invalid.ts";
import { fileNamed, readComposeFile, type Part } from "./compose-file.ts";
import { mergeServices } from "./merge.ts";

/** A service with everything that it extends under it, and the parts that it is made of, the strongest first. */
export interface Extended {
  readonly value: Readonly<Record<string, unknown>>;
  readonly parts: readonly Part[];
}

const baseOf = async (part: Part, from: unknown, context: LoadContext): Promise<Part> => {
  const name = isRecord(from) ? String(from.service) : String(from);
  const place = part.file.document.placeOf([...part.at, "extends"]);
  const other = isRecord(from) && typeof from.file === "string" ? fileNamed(from.file, part.file, place, "extends a service of", context) : undefined;
  const file = other === undefined || other === part.file.path ? part.file : await readComposeFile(other, part.file.values, context);
  const base = file?.parts.find((one) => one.name === name);
  if (!base) throw invalid(place, `extends "${name}"${other === undefined ? "" : ` of ${other}`}, and there is no such service`);
  return base;
};

const idOf = ({ file, name }: Part): string => `${file.path} ${name}`;

/** @throws {DevError} `MANIFESTS_INVALID` for what is missing, or leads back to itself */
export const extended = async (part: Part, context: LoadContext, above: readonly Part[] = []): Promise<Extended> => {
  const { extends: from, ...own } = part.value;
  if (from === undefined || from === null) return { value: own, parts: [part] };
  const base = await baseOf(part, from, context);
  const trail = [...above, part];
  if (trail.some((one) => idOf(one) === idOf(base))) throw invalid(part.file.document.placeOf([...part.at, "extends"]), `extends itself: ${[...trail, base].map(({ name }) => name).join(" → ")}`);
  const under = await extended(base, context, trail);
  return { value: mergeServices(under.value, own), parts: [part, ...under.parts] };
};
