/** A reader that goes away (`| head`) is no failure. */
const endWithReader = (error: Error): void => {
  if ("code" in error && error.code === "EPIPE") process.exit(0);
  throw error;
};

/** Gives a standard stream its listener when it is first asked for, by whomever: nobody pays for one that is not used. */
export const listenOnUse = (name: "stdout" | "stderr"): (() => NodeJS.WriteStream) => {
  const made = Object.getOwnPropertyDescriptor(process, name) ?? {};
  const stream = (): NodeJS.WriteStream => process[name];
  const listening = (): NodeJS.WriteStream => {
    Object.defineProperty(process, name, made);
    return stream().on("error", endWithReader);
  };
  Object.defineProperty(process, name, { configurable: true, enumerable: true, get: listening });
  return stream;
};
