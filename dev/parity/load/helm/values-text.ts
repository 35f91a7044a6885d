import { DevError } from "../../../errors/dev-error.ts";
import { isRecord } from "../../../platform/is-record.ts";
import { invalid } from "../invalid.ts";
import type { LoadedObject } from "../objects/object.ts";
import type { Layer } from "../place/layer.ts";
import type { Path, Place } from "../production.ts";
import { readYaml } from "../yaml/source-document.ts";

export interface TextValues {
  readonly values: Readonly<Record<string, unknown>>;
  readonly layer?: Layer;
}

/** Values that stand as a text in an object. @param about What holds them, as an error says it. @throws {DevError} `MANIFESTS_INVALID` where they cannot be read */
export const valuesInText = (text: string, at: Path, about: string, object: LoadedObject): TextValues => {
  const moved = ({ line }: Place): Place => object.placeInText(at, line);
  try {
    const [document] = readYaml("values", text);
    if (!document) return { values: {} };
    if (!isRecord(document.value)) throw invalid(moved(document.place), `holds no values: ${about}, is no mapping`);
    return { values: document.value, layer: { value: document.value, placeOf: (path) => moved(document.placeOf(path)), placeInText: (path, line) => moved(document.placeInText(path, line)) } };
  } catch (cause) {
    if (!(cause instanceof DevError) || !cause.message.startsWith("values:")) throw cause;
    const [, line = "1", words = cause.message] = /^values:(\d+)(?::\d+)? (.*)$/s.exec(cause.message) ?? [];
    throw invalid(moved({ file: "", line: Number(line) }), `holds unreadable values (${about}): ${words}`, { cause });
  }
};
