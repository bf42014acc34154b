/*
 * Licensed under the Apache License, Version 2.0 (the "License");
 * you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at
 *
 *     https://www.apache.org/licenses/LICENSE-2.0
 *
 * Unless required by applicable law or agreed to in writing, software
 * distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 * See the License for the specific language governing permissions and
 * limitations under the License.
 */
package io.rota.benchmark;

import java.util.Locale;
import java.util.Map;

/** Writes bars as an SVG image: one for each label, with its value beside it. The longest is as long as there is room. */
final class BarChart {

    private static final int WIDTH = 720;
    private static final int LABEL_WIDTH = 250;
    private static final int VALUE_WIDTH = 90;
    private static final int BAR_HEIGHT = 20;
    private static final int STEP = 28;
    private static final int TOP = 48;
    private static final double VISIBLE = 1;

    private BarChart() {}

    /**
     * Draws bars.
     *
     * @param bars by label, from top to bottom; 0 or more
     */
    static String svg(String title, Map<String, Double> bars) {
        double longest =
                bars.values().stream().mapToDouble(Double::doubleValue).max().orElse(1);
        int height = TOP + bars.size() * STEP + 8;
        StringBuilder svg = new StringBuilder();
        line(
                svg,
                "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" width=\"%d\" height=\"%d\"",
                WIDTH,
                height,
                WIDTH,
                height);
        line(svg, "  font-family=\"sans-serif\" font-size=\"13\">");
        line(svg, "<rect width=\"100%%\" height=\"100%%\" fill=\"#ffffff\"/>");
        line(svg, "<text x=\"12\" y=\"26\" font-size=\"16\" fill=\"#222222\">%s</text>", escaped(title));
        int y = TOP;
        for (Map.Entry<String, Double> bar : bars.entrySet()) {
            double room = WIDTH - LABEL_WIDTH - VALUE_WIDTH;
            double width = Math.max(VISIBLE, longest > 0 ? room * bar.getValue() / longest : 0);
            String colour = bar.getKey().startsWith(Contestant.ROTA.label) ? "#1b6ca8" : "#9aa5ad";
            line(
                    svg,
                    "<text x=\"%d\" y=\"%d\" text-anchor=\"end\" fill=\"#222222\">%s</text>",
                    LABEL_WIDTH - 8,
                    y + 15,
                    escaped(bar.getKey()));
            line(
                    svg,
                    "<rect x=\"%d\" y=\"%d\" width=\"%.1f\" height=\"%d\" fill=\"%s\"/>",
                    LABEL_WIDTH,
                    y,
                    width,
                    BAR_HEIGHT,
                    colour);
            line(
                    svg,
                    "<text x=\"%.1f\" y=\"%d\" fill=\"#222222\">%s</text>",
                    LABEL_WIDTH + width + 6,
                    y + 15,
                    Report.number(bar.getValue()));
            y += STEP;
        }
        line(svg, "</svg>");
        return svg.toString();
    }

    private static void line(StringBuilder svg, String format, Object... values) {
        svg.append(String.format(Locale.ROOT, format, values)).append('\n');
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }
}
