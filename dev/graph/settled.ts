/**
 * The first look at something, then each that differs from the last one given, once two looks in a row agree: a service
 * that is just starting anew is silent for a moment, and a file that is being saved is half of itself.
 *
 * @param stateOf What is compared.
 */
export const changes = async function* <T>(look: () => Promise<T>, stateOf: (seen: T) => string, sleep: (ms: number) => Promise<void>, everyMs: number): AsyncIterable<T> {
  let seen = await look();
  let given = stateOf(seen);
  let before = given;
  yield seen;
  for (;;) {
    await sleep(everyMs);
    seen = await look();
    const now = stateOf(seen);
    const settled = now === before;
    before = now;
    if (!settled || now === given) continue;
    given = now;
    yield seen;
  }
};
