/**
 * `Promise.all` for parts of one transaction that take several statements each: when one fails, the
 * others come to their end before its error is thrown, so that none of them sends a statement once
 * the transaction is over.
 */
export async function allEnded<const Parts extends readonly Promise<unknown>[]>(
  ...parts: Parts
): Promise<{ -readonly [Place in keyof Parts]: Awaited<Parts[Place]> }> {
  let failure: { error: unknown } | undefined;
  const results = await Promise.all(
    parts.map((part) =>
      part.catch((error: unknown) => {
        failure ??= { error };
      }),
    ),
  );
  if (failure) throw failure.error;
  return results as { -readonly [Place in keyof Parts]: Awaited<Parts[Place]> };
}
