/** A variable of `neotool dev env`. @throws where the stack does not give it. */
export const variable = (name: string): string => {
  const value = process.env[name];
  if (value === undefined) throw new Error(`${name} is not set: start this application with neotool dev run`);
  return value;
};
