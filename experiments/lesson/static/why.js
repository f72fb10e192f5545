export function why(body) { body.append('soon'); }
