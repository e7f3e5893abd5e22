"""What a script asks of the open page for criteria of WCAG 2.2 that axe doesn't look at."""

from playwright.sync_api import Page as Tab

# Each stop of the keyboard, also in a shadow root, gets the focus as from the keyboard. It shows it, and is in sight
# with a point that nothing covers. Nothing else may happen: the address, the focus and what is open stay.
FOCUS = """() => {
  const faults = [], stops = [], address = location.href
  const OPEN = 'dialog[open], :popover-open', opened = document.querySelectorAll(OPEN).length
  const collect = (root) => {
    for (const box of root.querySelectorAll('*')) {
      if (box.shadowRoot) collect(box.shadowRoot)
      if (box.tabIndex >= 0 && !box.disabled && box.checkVisibility({ visibilityProperty: true })
          && box.matches('a[href], button, input, select, textarea, summary, [tabindex], [contenteditable]')
          && box.getClientRects().length) stops.push(box)
    }
  }
  const topmost = (x, y) => {
    let box = document.elementFromPoint(x, y), inner
    while ((inner = box?.shadowRoot?.elementFromPoint(x, y)) && inner !== box) box = inner
    return box
  }
  const isInSight = (box) => [...box.getClientRects()].some((rect) => {
    const left = Math.max(0, rect.left), right = Math.min(innerWidth, rect.right)
    const top = Math.max(0, rect.top), bottom = Math.min(innerHeight, rect.bottom)
    if (left >= right || top >= bottom) return false
    return [0.5, 0.05, 0.95].some((across) => [0.5, 0.1, 0.9].some((down) => {
      const hit = topmost(left + across * (right - left), top + down * (bottom - top))
      return hit && (box.contains(hit) || hit.contains(box) || hit.closest('label')?.control === box)
    }))
  })
  const hasOutline = (box) => {
    const style = getComputedStyle(box)
    return style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 1
  }
  const shows = (box) => hasOutline(box) || box.isContentEditable  // an editor's caret
    || (box.closest('label') && hasOutline(box.closest('label')))
    || (box.matches('.station') && parseFloat(getComputedStyle(box.querySelector('.room')).strokeWidth) >= 2)
  collect(document)
  for (const box of stops) {
    const html = box.outerHTML.slice(0, 140)
    box.focus()
    if (box.getRootNode().activeElement !== box) faults.push(`the focus went on from ${html}`)
    else if (!isInSight(box)) faults.push(`covered: ${html}`)
    else if (!shows(box)) faults.push(`no visible focus: ${html}`)
  }
  const hasChanged = location.href !== address || document.querySelectorAll(OPEN).length !== opened
  if (hasChanged) faults.push('the focus alone did something')
  return faults
}"""

# The border or the ground of a field has a contrast of 3 with what is around it. A button has its words, and boxes and
# sliders are the browser's own.
FIELDS = """() => {
  const canvas = new OffscreenCanvas(1, 1).getContext('2d', { willReadFrequently: true })
  const channels = (color) => {
    canvas.clearRect(0, 0, 1, 1)
    canvas.fillStyle = color
    canvas.fillRect(0, 0, 1, 1)
    return canvas.getImageData(0, 0, 1, 1).data
  }
  const isOpaque = (color) => color[3] > 250
  const luminance = (color) => {
    const linear = (share) => (share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4)
    const [red, green, blue] = [...color].map((value) => linear(value / 255))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
  }
  const contrast = (one, other) => {
    const [low, high] = [luminance(one), luminance(other)].sort((a, b) => a - b)
    return (high + 0.05) / (low + 0.05)
  }
  const ground = (box) => {
    for (let at = box; at; at = at.parentElement ?? at.getRootNode().host) {
      const color = channels(getComputedStyle(at).backgroundColor)
      if (isOpaque(color)) return color
    }
    return channels(getComputedStyle(document.documentElement).backgroundColor)
  }
  const OWN = '[type=hidden], [type=checkbox], [type=radio], [type=range], [type=file], .visually-hidden'
  return [...document.querySelectorAll('input, select, textarea')].filter((field) => {
    if (field.matches(OWN) || field.disabled || !field.checkVisibility() || field.closest('.editor')) return false
    const style = getComputedStyle(field), around = ground(field.parentElement)
    const border = parseFloat(style.borderTopWidth) > 0 ? channels(style.borderTopColor) : around
    return Math.max(contrast(border, around), contrast(channels(style.backgroundColor), around)) < 3
  }).map((field) => field.outerHTML.slice(0, 140))
}"""

# WCAG 2.2, 1.4.12. A constructed stylesheet passes the content security policy, as a reader's own styles do.
SPACING = """() => {
  const sheet = new CSSStyleSheet()
  sheet.replaceSync(`* { line-height: 1.5 !important; letter-spacing: 0.12em !important;
                         word-spacing: 0.16em !important }
                     p { margin-block-end: 2em !important }`)
  document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet]
}"""
# A box that hides what is too large for it loses text. One of a pixel is for screen readers only; a long name in a row
# of the grid ends after two lines.
LOST = """() => [...document.querySelectorAll('main *')].filter((box) => {
  const style = getComputedStyle(box)
  return style.overflowY === 'hidden' && box.clientHeight > 4 && box.scrollHeight > box.clientHeight + 4
    && box.innerText?.trim() && !box.closest('svg, math') && !box.querySelector('.cm-scroller')
    && !box.matches('tbody .clip')
}).map((box) => box.outerHTML.slice(0, 160))"""

# A text that is a column of letters, because what is beside it takes the room.
SQUEEZED = """() => [...document.querySelectorAll("main :is(a, span, p, h2, h3, td, li, dt, dd)")].filter(box => {
  const text = [...box.childNodes].map((node) => (node.nodeType === Node.TEXT_NODE ? node.data.trim() : '')).join('')
  if (text.length < 6 || !box.checkVisibility()) return false
  if (box.closest('svg, math, pre, .cm-scroller, .visually-hidden')) return false
  const range = document.createRange()
  range.selectNodeContents(box)
  const lines = [...range.getClientRects()].filter((line) => line.width > 0.5)
  return lines.length > 3 && Math.max(...lines.map((line) => line.width)) < 36
}).map((box) => box.outerHTML.slice(0, 140))"""

# What all pages of one person have in common, in its order. Numbers of news differ.
FRAME = """() => [...document.querySelectorAll(':is(.masthead, .foot) :is(a, button)')].map((link) => {
  const label = link.textContent.trim().replace(/\\s+/g, ' ').replace(/ \\d+ unread$/, '')
  return `${label} ${link.getAttribute('href') ?? ''}`
})"""


def faults_of_focus(tab: Tab) -> list[str]:
    tab.keyboard.press("Tab")  # from here on a script's focus is shown as the keyboard's
    faults: list[str] = tab.evaluate(FOCUS)
    return faults
