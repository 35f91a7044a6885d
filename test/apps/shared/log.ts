type Write = (message: string, more?: Readonly<Record<string, unknown>>) => void;

/** Says what happens, as lines of JSON with the keys that Neotool's services have: timestamp, level, service, trace_id. */
export interface Log {
  readonly info: Write;
  readonly warn: Write;
  readonly error: Write;
}

export const logOf = (service: string): Log => {
  const writer =
    (level: string): Write =>
    (message, more = {}) =>
      process.stdout.write(`${JSON.stringify({ timestamp: new Date().toISOString(), level, service, message, ...more })}\n`);
  return { info: writer("info"), warn: writer("warn"), error: writer("error") };
};
