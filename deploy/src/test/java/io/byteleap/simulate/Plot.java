package io.byteleap.simulate;

import java.util.Formatter;
import java.util.List;
import java.util.Locale;
import java.util.stream.DoubleStream;

/// A plot as SVG, of one or two lines over the same axis; texts must be safe already.
final class Plot {
  private static final int WIDTH = 640;
  private static final int HEIGHT = 220;
  private static final int MARGIN = 46;
  private static final List<String> COLOURS = List.of("#2563eb", "#dc2626");

  private final StringBuilder svg = new StringBuilder();
  private final Formatter out = new Formatter(svg, Locale.ROOT);
  private final double xMax;
  private final double yMax;

  private Plot(double xMax, double yMax) {
    this.xMax = xMax > 0 ? xMax : 1;
    this.yMax = yMax > 0 ? yMax : 1;
  }

  record Point(double x, double y) {}

  record Line(List<Point> points) {
    Line {
      points = List.copyOf(points);
    }

    private DoubleStream xs() {
      return points.stream().mapToDouble(Point::x);
    }

    private DoubleStream ys() {
      return points.stream().mapToDouble(Point::y);
    }
  }

  /// `unit` is of the horizontal axis.
  static String of(String title, String unit, List<Line> lines) {
    double xMax = lines.stream().flatMapToDouble(Line::xs).max().orElse(1);
    double yMax = lines.stream().flatMapToDouble(Line::ys).max().orElse(1);
    var plot = new Plot(xMax, yMax);
    plot.begin(title, unit);
    for (int i = 0; i < lines.size(); i++) {
      plot.draw(lines.get(i), COLOURS.get(i % COLOURS.size()));
    }
    return plot.svg.append("</svg></figure>\n").toString();
  }

  private void begin(String title, String unit) {
    svg.append("<figure><figcaption>").append(title).append("</figcaption>");
    out.format("<svg viewBox=\"0 0 %d %d\" role=\"img\">", WIDTH, HEIGHT);
    for (int i = 0; i <= 4; i++) {
      double y = yMax * i / 4;
      out.format(
          "<line x1=\"%d\" x2=\"%d\" y1=\"%.1f\" y2=\"%.1f\" class=\"grid\"/>",
          MARGIN, WIDTH - 8, vertical(y), vertical(y));
      out.format(
          "<text x=\"%d\" y=\"%.1f\" text-anchor=\"end\">%s</text>",
          MARGIN - 4, vertical(y) + 4, figure(y));
      double x = xMax * i / 4;
      out.format(
          "<text x=\"%.1f\" y=\"%d\" text-anchor=\"middle\">%s</text>",
          horizontal(x), HEIGHT - 6, figure(x) + (i == 4 ? " " + unit : ""));
    }
  }

  private void draw(Line line, String colour) {
    svg.append("<polyline fill=\"none\" stroke=\"")
        .append(colour)
        .append("\" stroke-width=\"1.5\" points=\"");
    for (Point point : line.points()) {
      out.format("%.1f,%.1f ", horizontal(point.x()), vertical(point.y()));
    }
    svg.append("\"/>");
  }

  private double horizontal(double x) {
    return MARGIN + x / xMax * (WIDTH - MARGIN - 40);
  }

  private double vertical(double y) {
    return HEIGHT - 26 - y / yMax * (HEIGHT - 40);
  }

  private static String figure(double value) {
    return value == Math.rint(value) || value >= 100
        ? String.format(Locale.ROOT, "%.0f", value)
        : String.format(Locale.ROOT, "%.2f", value);
  }
}
