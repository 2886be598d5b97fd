"""Whether everybody can use a screen: an outside judge of it, and what that does not judge."""

from functools import cache
from pathlib import Path

from playwright.async_api import Page

_ROOT = Path(__file__).resolve().parents[2]
_AXE = _ROOT / "venues" / "scanner" / "node_modules" / "axe-core" / "axe.min.js"
SIZES = ((1024, 768), (768, 1024), (390, 844), (844, 390))


async def faults(page: Page) -> list[str]:
    """What axe finds in the page as it stands, and in every size what is too small or cut off."""
    found = [*await _judged(page)]
    for width, height in SIZES:
        await page.set_viewport_size({"width": width, "height": height})
        found += [f"{width}x{height}: {fault}" for fault in await page.evaluate(_CUT_OFF)]
    return found


async def _judged(page: Page) -> list[str]:
    if not await page.evaluate("'axe' in globalThis"):
        await page.evaluate(_axe())
    found: list[str] = await page.evaluate(_RUN)
    return found


@cache
def _axe() -> str:
    return f"(() => {{ {_AXE.read_text()} }})()"


_RUN = """async () => {
  const { violations } = await axe.run(document, {
    resultTypes: ['violations'],
    runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'],
  });
  return violations.flatMap(({ id, nodes }) =>
    nodes.map(({ html }) => `${id}: ${html.slice(0, 120)}`));
}"""
_CUT_OFF = """() => {
  const faults = [];
  if (document.documentElement.scrollWidth > innerWidth) faults.push('wider than the screen');
  for (const element of document.querySelectorAll('button, input, select')) {
    if (!element.checkVisibility()) continue;
    const target = element.type === 'checkbox' ? element.closest('label') : element;
    const { left, right, width, height } = target.getBoundingClientRect();
    const name = element.getAttribute('aria-label') || element.textContent.trim() || element.type;
    if (height < 48) faults.push(`too low: ${name}`);
    if (width < 44) faults.push(`too narrow: ${name}`);
    if (left < 0 || right > innerWidth) faults.push(`cut off: ${name}`);
    if (element.scrollWidth > element.clientWidth + 1 && element.tagName === 'BUTTON')
      faults.push(`its word does not fit: ${name}`);
  }
  for (const element of document.querySelectorAll('.result, .result *')) {
    const inside = element.closest('.result').getBoundingClientRect();
    const { top, bottom, left, right } = element.getBoundingClientRect();
    if (top < inside.top || bottom > inside.bottom || left < inside.left || right > inside.right)
      faults.push(`sticks out of the result: ${element.textContent.slice(0, 40)}`);
  }
  return faults;
}"""
