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
package io.rota.sample;

import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.springframework.web.util.HtmlUtils;

/** The summary as a page that shows itself anew every two seconds. */
final class SummaryPage {

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("HH:mm:ss", Locale.ROOT).withZone(ZoneId.systemDefault());

    private static final String PAGE = """
            <!doctype html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width">
            <meta http-equiv="refresh" content="2">
            <title>Order settlement</title>
            <style>
            body { font: 15px/1.45 system-ui, sans-serif; margin: 2rem auto; max-width: 60rem; padding: 0 1rem; color: #222 }
            h1 { font-size: 1.4rem; margin: 0 } h2 { font-size: 1.05rem; margin: 1.6rem 0 .3rem }
            p { margin: .2rem 0 .8rem; color: #555 }
            table { border-collapse: collapse; width: 100%% }
            th, td { text-align: left; padding: .2rem .7rem .2rem 0; border-bottom: 1px solid #ddd }
            th { font-weight: 600; color: #555 } .number { text-align: right; font-variant-numeric: tabular-nums }
            button { font: inherit; padding: .3rem .9rem }
            </style>
            </head>
            <body>
            <h1>Order settlement</h1>
            <p>This page comes from %s.</p>
            <h2>Orders</h2>
            %s
            <h2>Jobs today</h2>
            %s
            <h2>Failures on this instance</h2>
            %s
            <h2>Last runs of settle-orders</h2>
            %s
            <h2>Reports</h2>
            <form method="post" action="/reports?page"><button>Write a report</button></form>
            %s
            </body>
            </html>
            """;

    private SummaryPage() {}

    static String of(Summary summary) {
        return PAGE.formatted(
                text(summary.instance()),
                table(
                        List.of("Region", "#Open", "#Settled", "#Settled amount", "#Shipped"),
                        summary.regions().stream()
                                .map(count -> List.of(
                                        count.region(),
                                        count.open(),
                                        count.settled(),
                                        money(count.settledCents()),
                                        count.shipped()))),
                table(
                        List.of("Job", "#Runs", "#Failed", "Last start"),
                        summary.jobs().stream()
                                .map(job -> List.of(job.name(), job.runs(), job.failed(), time(job.lastStart())))),
                table(
                        List.of("At", "Where", "What"),
                        summary.alerts().stream().map(alert -> List.of(time(alert.at()), alert.where(), alert.what()))),
                table(
                        List.of("Fire", "#Item", "Region", "Instance", "#Attempt", "#Token", "#Orders", "#Duration"),
                        summary.runs().stream()
                                .map(run -> List.of(
                                        time(run.fire()),
                                        run.item(),
                                        run.region(),
                                        run.instance(),
                                        run.attempt(),
                                        run.fencingToken(),
                                        run.ordersSettled(),
                                        run.durationMillis() + " ms"))),
                table(
                        List.of("Requested", "Region", "#Open", "#Settled", "#Settled amount", "Instance"),
                        summary.reports().stream()
                                .map(row -> List.of(
                                        time(row.requested()),
                                        row.region(),
                                        row.openOrders(),
                                        row.settled(),
                                        money(row.settledCents()),
                                        row.instance()))));
    }

    /** A table; a title that begins with # is that of a column of numbers. */
    private static String table(List<String> titles, Stream<List<Object>> rows) {
        String head = titles.stream()
                .map(title -> "<th%s>%s</th>".formatted(alignment(title), text(title.replace("#", ""))))
                .collect(Collectors.joining());
        String body = rows.map(row -> row(titles, row)).collect(Collectors.joining("\n"));
        return "<table>\n<tr>" + head + "</tr>\n" + body + "\n</table>";
    }

    private static String row(List<String> titles, List<Object> cells) {
        StringBuilder row = new StringBuilder("<tr>");
        for (int i = 0; i < cells.size(); i++) {
            row.append("<td%s>%s</td>".formatted(alignment(titles.get(i)), text(String.valueOf(cells.get(i)))));
        }
        return row.append("</tr>").toString();
    }

    private static String alignment(String title) {
        return title.startsWith("#") ? " class=\"number\"" : "";
    }

    private static String text(String text) {
        return HtmlUtils.htmlEscape(text);
    }

    private static String time(Instant instant) {
        return TIME.format(instant);
    }

    private static String money(long cents) {
        return String.format(Locale.ROOT, "%,d.%02d", cents / 100, cents % 100);
    }
}
