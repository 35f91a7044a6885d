import { DevError } from "../../../errors/dev-error.ts";
import { readYaml, type SourceDocument } from "../yaml/source-document.ts";

/** The texts that were read, by their path in the tree. A file is understood when something in it is looked for, and then once. */
export interface Sources {
  keep(file: string, text: string): void;
  has(file: string): boolean;
  files(): readonly string[];
  textOf(file: string): string;
  /** None for a file that was not kept. @throws {DevError} `MANIFESTS_INVALID` */
  documentsOf(file: string): readonly SourceDocument[];
  /** The same for a place that is looked for: what rendered, and cannot be understood here, has none. */
  perhapsIn(file: string): readonly SourceDocument[];
}

export const createSources = (): Sources => {
  const texts = new Map<string, string>();
  const read = new Map<string, readonly SourceDocument[]>();
  const documentsOf = (file: string): readonly SourceDocument[] => {
    const known = read.get(file);
    if (known) return known;
    const text = texts.get(file);
    const documents = text === undefined ? [] : readYaml(file, text);
    read.set(file, documents);
    return documents;
  };
  return {
    keep: (file, text) => void texts.set(file, text),
    has: (file) => texts.has(file),
    files: () => [...texts.keys()],
    textOf: (file) => texts.get(file) ?? "",
    documentsOf,
    perhapsIn: (file) => {
      try {
        return documentsOf(file);
      } catch (error) {
        if (error instanceof DevError) return [];
        throw error;
      }
    },
  };
};
