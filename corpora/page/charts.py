"""The frame of a chart: where its values lie in the picture, and the picture itself."""

from __future__ import annotations

from dataclasses import dataclass

from corpora.page.shell import text


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """A picture of ``width`` by ``height`` pixels with margins around the values."""

    width: float
    height: float
    left: float
    bottom: float
    right: float
    top: float

    def x(self, share: float) -> float:
        """Where a value lies from left to right; ``share`` is 0 to 1."""
        return self.left + share * (self.width - self.left - self.right)

    def y(self, share: float) -> float:
        """Where it lies from the bottom up."""
        return self.height - self.bottom - share * (self.height - self.bottom - self.top)

    def axes(
        self, x_range: tuple[float, float], y_range: tuple[float, float], x: str, y: str
    ) -> str:
        """Both axes with the ends of their ranges, and their names."""
        floor, right = self.height - self.bottom, self.width - self.right
        middle = (self.left + right) / 2
        return (
            f'<path class="axis" d="M{self.left} {self.top}V{floor}H{right}"/>'
            f'<text x="{self.left}" y="{floor + 14}">{x_range[0]:.0f}</text>'
            f'<text x="{right}" y="{floor + 14}" text-anchor="end">{x_range[1]:.0f}</text>'
            f'<text x="{middle}" y="{floor + 28}" text-anchor="middle">{text(x)}</text>'
            f'<text x="{self.left - 4}" y="{floor}" text-anchor="end">{y_range[0]:.0f}</text>'
            f'<text x="{self.left - 4}" y="18" text-anchor="end">{y_range[1]:.0f}</text>'
            f'<text x="12" y="{floor / 2}" text-anchor="middle" '
            f'transform="rotate(-90 12 {floor / 2})">{text(y)}</text>'
        )

    def picture(self, body: str, label: str) -> str:
        """The whole as SVG; ``label`` tells those who do not see it what it is."""
        return (
            f'<svg viewBox="0 0 {self.width} {self.height}" width="{self.width}" '
            f'height="{self.height}" role="img" aria-label="{text(label)}">{body}</svg>'
        )
