const types = ['application/json', 'application/graphql-response+json'] as const;

/**
 * The media type to answer with: what `Accept` likes best of the two that GraphQL over HTTP knows,
 * `application/json` when it does not care; undefined when it takes neither.
 */
export function responseType(accept: string | undefined): string | undefined {
  // What almost every client sends, so that nothing need be taken apart for it.
  if (!accept || accept === '*/*') return `${types[0]}; charset=utf-8`;
  const wishes = accept.split(',').map(wishOf);
  let best: { type: string; quality: number; place: number } | undefined;
  for (const type of types) {
    const place = wishes.findIndex((wish) => wish.type === type);
    const fallback = wishes.findIndex(({ type }) => type === '*/*' || type === 'application/*');
    const wish = wishes[place] ?? wishes[fallback];
    if (!wish || wish.quality === 0) continue;
    const rank = place === -1 ? wishes.length : place;
    const better =
      !best || wish.quality > best.quality || (wish.quality === best.quality && rank < best.place);
    if (better) best = { type, quality: wish.quality, place: rank };
  }
  return best && `${best.type}; charset=utf-8`;
}

function wishOf(text: string): { type: string; quality: number } {
  const [type = '', ...parameters] = text.split(';').map((part) => part.trim().toLowerCase());
  const quality = parameters.find((parameter) => parameter.startsWith('q='))?.slice(2);
  return { type, quality: quality === undefined ? 1 : Number(quality) || 0 };
}
