import { DevError } from "../../dev/errors/dev-error.ts";

/** The failure that an act ends with. An act that succeeds, or fails in a way we do not understand, fails the test. */
export const failureOf = async (act: Promise<unknown>): Promise<DevError> => {
  const error = await act.then(
    (value) => new Error(`it did not fail: ${JSON.stringify(value)}`),
    (reason: unknown) => reason,
  );
  if (error instanceof DevError) return error;
  throw error;
};

/** {@link failureOf} for what ends at once. */
export const mistakeOf = (act: () => unknown): Promise<DevError> => failureOf((async () => act())());
