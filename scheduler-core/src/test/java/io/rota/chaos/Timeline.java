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
package io.rota.chaos;

import io.rota.chaos.History.Event;
import io.rota.chaos.History.Run;
import io.rota.chaos.RegistryLog.Item;
import io.rota.chaos.Verdict.Violation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** Draws what happened to one item: a page that needs nothing else, with a lane for each node. */
final class Timeline {

    private static final double PIXELS_PER_SECOND = 40;
    private static final int LANE = 34;
    private static final int LEFT = 60;
    private static final int TOP = 60;
    private static final int RULER_SECONDS = 5;

    private final History history;
    private final long origin;
    private final long end;
    private final long wallAtOrigin;

    private Timeline(History history) {
        this.history = history;
        origin = history.events().get(0).nanos();
        end = history.events().get(history.events().size() - 1).nanos();
        wallAtOrigin = history.events("clock").stream()
                .findFirst()
                .map(clock -> clock.number("wall") - (clock.nanos() - origin) / 1_000_000)
                .orElse(0L);
    }

    /**
     * Writes a page per item, and one that lists them.
     *
     * @param all whether to draw every item, or only those with a violation
     */
    static void write(Path directory, History history, Verdict verdict, boolean all) throws IOException {
        Timeline timeline = new Timeline(history);
        Map<String, List<Violation>> byItem = new TreeMap<>();
        verdict.violations()
                .forEach(violation -> byItem.computeIfAbsent(violation.item(), item -> new ArrayList<>())
                        .add(violation));
        Set<Item> items = new TreeSet<>();
        history.runs().forEach(run -> items.add(run.item()));
        StringBuilder index = new StringBuilder(head("Chaos run"));
        index.append("<table>");
        verdict.figures()
                .forEach((name, value) ->
                        index.append("<tr><td>" + escape(name) + "</td><td>" + escape(value) + "</td></tr>"));
        index.append("</table><h2>" + verdict.violations().size() + " violations</h2><ol>");
        verdict.violations().forEach(violation -> index.append("<li>" + escape(violation.toString()) + "</li>"));
        index.append("</ol><h2>Items</h2><p>");
        for (Item item : items) {
            List<Violation> own = byItem.getOrDefault(item.toString(), List.of());
            if (all || !own.isEmpty()) {
                String name = item.toString().replace('/', '-') + ".html";
                Files.writeString(directory.resolve(name), timeline.page(item, own));
                index.append("<a href='" + name + "'" + (own.isEmpty() ? "" : " class='bad'") + ">" + item + "</a> ");
            }
        }
        Files.writeString(directory.resolve("index.html"), index.append("</p></body></html>\n"));
    }

    private String page(Item item, List<Violation> violations) {
        List<Run> runs =
                history.runs().stream().filter(run -> run.item().equals(item)).toList();
        Set<String> slots = new TreeSet<>();
        history.events("start-node").forEach(start -> slots.add(slot(start.text("node"))));
        runs.forEach(run -> slots.add(slot(run.node())));
        List<String> lanes = List.copyOf(slots);
        int height = TOP + lanes.size() * LANE + 20;
        StringBuilder page = new StringBuilder(head(item.toString()));
        page.append(
                "<p>Grey: nodes. Bands: faults. Bars: runs, green when done, orange when cut short, red when lost with"
                        + " their process; the thin line is the trust in the lease. Point at something to read about it.</p><ol>");
        violations.forEach(violation -> page.append("<li class='bad'>" + escape(violation.toString()) + "</li>"));
        page.append(String.format(
                Locale.ROOT,
                "</ol><div class='scroll'><svg xmlns='http://www.w3.org/2000/svg' width='%.0f' height='%d'>",
                x(end) + LEFT,
                height));
        ruler(page, height);
        faults(page, lanes, height);
        for (int lane = 0; lane < lanes.size(); lane++) {
            page.append(String.format(
                    Locale.ROOT, "<text x='6' y='%d' class='lane'>%s</text>", TOP + lane * LANE + 20, lanes.get(lane)));
        }
        processes(page, lanes);
        runs.forEach(run -> bar(page, run, lanes));
        return page.append("</svg></div></body></html>\n").toString();
    }

    private void ruler(StringBuilder page, int height) {
        for (long second = 0; second <= (end - origin) / 1_000_000_000L; second += RULER_SECONDS) {
            double x = LEFT + second * PIXELS_PER_SECOND;
            page.append(String.format(
                    Locale.ROOT,
                    "<line x1='%.1f' y1='14' x2='%.1f' y2='%d' class='ruler'/><text x='%.1f' y='12'>%d s</text>",
                    x,
                    x,
                    height,
                    x + 2,
                    second));
        }
    }

    private void faults(StringBuilder page, List<String> lanes, int height) {
        Map<String, Event> open = new HashMap<>();
        int row = 0;
        for (Event event : history.events()) {
            if (event.kind().equals("fault")) {
                open.put(event.text("number"), event);
            } else if (event.kind().equals("healed")) {
                Event fault = open.remove(event.text("number"));
                String target = fault.text("target").replace("-", "");
                int lane = lanes.indexOf(target);
                int top = lane < 0 ? 14 : TOP + lane * LANE - 2;
                int tall = lane < 0 ? height - 14 : LANE - 2;
                String text = fault.text("kind") + " " + target;
                page.append(String.format(
                        Locale.ROOT,
                        "<rect x='%.1f' y='%d' width='%.1f' height='%d' class='%s'><title>%s</title></rect>"
                                + "<text x='%.1f' y='%d' class='fault'>%s</text>",
                        x(fault.nanos()),
                        top,
                        Math.max(2, x(event.nanos()) - x(fault.nanos())),
                        tall,
                        lane < 0 ? "all" : "one",
                        text,
                        x(fault.nanos()) + 2,
                        lane < 0 ? 26 + row++ % 3 * 10 : TOP + lane * LANE + 6,
                        text));
            }
        }
    }

    /** When which process lived. */
    private void processes(StringBuilder page, List<String> lanes) {
        Map<String, Long> up = new HashMap<>();
        Map<String, Long> down = new HashMap<>();
        Set<String> order = new LinkedHashSet<>();
        for (Event event : history.events()) {
            switch (event.kind()) {
                case "up" -> {
                    up.put(event.author(), event.nanos());
                    order.add(event.author());
                }
                case "stopped" -> down.put(event.author(), event.nanos());
                case "kill-node" -> down.put(event.text("node"), event.nanos());
                default -> {}
            }
        }
        for (String node : order) {
            double from = x(up.get(node));
            page.append(String.format(
                    Locale.ROOT,
                    "<rect x='%.1f' y='%d' width='%.1f' height='3' class='process'><title>%s</title></rect>",
                    from,
                    TOP + lanes.indexOf(slot(node)) * LANE + 27,
                    x(down.getOrDefault(node, end)) - from,
                    node));
        }
    }

    private void bar(StringBuilder page, Run run, List<String> lanes) {
        double from = x(run.startNanos());
        double to = Math.max(from + 2, run.endNanos() > 0 ? x(run.endNanos()) : from + 6);
        int top = TOP + lanes.indexOf(slot(run.node())) * LANE + 8;
        String kind = run.endNanos() == 0 ? "lost" : run.done() ? "done" : "cut";
        String text = String.format(
                Locale.ROOT,
                "fire %d (%+.1f s after the begin) token %d attempt %d on %s, %.2f s to %.2f s, %s%s",
                run.fire(),
                (run.fire() - wallAtOrigin) / 1e3,
                run.token(),
                run.attempt(),
                run.node(),
                (run.startNanos() - origin) / 1e9,
                (run.endNanos() - origin) / 1e9,
                kind,
                run.interruptNanos() > 0 ? ", interrupted" : "");
        page.append(String.format(
                Locale.ROOT,
                "<rect x='%.1f' y='%d' width='%.1f' height='14' class='%s'><title>%s</title></rect>"
                        + "<rect x='%.1f' y='%d' width='%.1f' height='2' class='lease'/>",
                from,
                top,
                to - from,
                kind,
                text,
                from,
                top + 14,
                Math.max(1, x(Math.min(run.validNanos(), end)) - from)));
        if (to - from > 24 || run.attempt() > 1) {
            page.append(String.format(
                    Locale.ROOT,
                    "<text x='%.1f' y='%d' class='run'>%d/%d</text>",
                    from + 1,
                    top + 10,
                    run.fire() / 1_000 % 1_000,
                    run.attempt()));
        }
    }

    private double x(long nanos) {
        return LEFT + (nanos - origin) / 1e9 * PIXELS_PER_SECOND;
    }

    /** The node of a start: the letters before the number. */
    private static String slot(String incarnation) {
        return incarnation.replaceAll("\\d+$", "");
    }

    private static String head(String title) {
        return "<!DOCTYPE html><html><head><meta charset='utf-8'><title>" + escape(title) + "</title><style>"
                + "body{font:13px sans-serif}svg text{font-size:9px}svg .lane{font-size:13px}.scroll{overflow-x:auto}"
                + ".ruler{stroke:#ddd}.all{fill:#f5c2c2;opacity:.45}.one{fill:#f2dca0;opacity:.7}.fault{fill:#a33}"
                + ".process{fill:#999}.done{fill:#5a9e5a}.cut{fill:#e08a1e}.lost{fill:#c22}.lease{fill:#247}"
                + ".run{fill:#fff}.bad{color:#b00}</style></head><body><h1>" + escape(title) + "</h1>";
    }

    private static String escape(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace("\n", " ");
    }
}
