export function bet(body) { body.append('soon'); }
