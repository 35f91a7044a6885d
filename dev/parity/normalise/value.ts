import { milliseconds } from "./duration.ts";
import { jvmBytes, kubernetesBytes, postgresBytes } from "./quantity.ts";

/** What a setting's text means, so that two ways to write one thing are one thing. */
export type Meaning =
  | { readonly as: "text" }
  | { readonly as: "boolean" }
  | { readonly as: "number" }
  /** Order and repetition say nothing. */
  | { readonly as: "set" }
  /** `base`: what a bare number counts. */
  | { readonly as: "postgres-memory"; readonly base: string }
  | { readonly as: "memory" }
  | { readonly as: "heap" }
  /** `en_US.UTF-8` and `en_US.utf8` are one. */
  | { readonly as: "locale" }
  | { readonly as: "duration"; readonly base: string };

const YES = ["on", "true", "yes"];
const NO = ["off", "false", "no"];
const TRUE = [...YES, "1", "t", "y"];
const FALSE = [...NO, "0", "f", "n"];

export const members = (text: string): readonly string[] => [...new Set(text.split(/[\s,]+/).filter((part) => part !== ""))].sort();

const unquoted = (text: string): string => text.trim().replace(/^(['"])(.*)\1$/, "$2");

/** One text for every way to write the same. What does not fit its meaning stays as it is written. */
export const normalForm = (text: string, meaning: Meaning): string => {
  const plain = unquoted(text);
  const number = (value: number | undefined): string => (value === undefined ? plain : String(value));
  switch (meaning.as) {
    case "text":
      // Of a setting that we know nothing of, a yes is still a yes.
      return YES.includes(plain.toLowerCase()) ? "true" : NO.includes(plain.toLowerCase()) ? "false" : plain;
    case "boolean":
      return TRUE.includes(plain.toLowerCase()) ? "true" : FALSE.includes(plain.toLowerCase()) ? "false" : plain;
    case "number":
      return plain !== "" && Number.isFinite(Number(plain)) ? String(Number(plain)) : plain;
    case "set":
      return members(plain).join(",");
    case "postgres-memory":
      return number(postgresBytes(plain, meaning.base));
    case "memory":
      return number(kubernetesBytes(plain));
    case "locale":
      return plain.toLowerCase().replaceAll("-", "");
    case "heap":
      return number(jvmBytes(plain));
    case "duration":
      return number(milliseconds(plain, meaning.base));
  }
};
