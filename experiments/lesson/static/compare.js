export function compare(body) { body.append('soon'); }
