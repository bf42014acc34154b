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
package io.rota.operation;

import java.util.ArrayList;
import java.util.List;

/*
 * A node is a line with its path, and a line for each line of its text, behind a bar and a blank:
 *
 *   /report/config
 *   | cron: 0 0 9 * * ?
 *   | shardingTotalCount: 3
 *
 * A text always has one line more than it has line feeds, except that the empty text has none. Other lines that begin with
 * neither a slash nor a bar are empty or comments (#). Parents come before their children.
 */
/** A tree as a text and back; pure. */
final class TreeText {

    private static final String FIRST = "# Rota registry tree, version 1";
    private static final String BAR = "| ";

    private TreeText() {}

    /** A node. */
    record Entry(String path, String data) {}

    /**
     * @param entries parents before their children
     * @param origin for people, one line
     */
    static String write(List<Entry> entries, String origin) {
        StringBuilder text = new StringBuilder(FIRST + "\n# of " + origin.replaceAll("\\s+", " ") + "\n");
        for (Entry entry : entries) {
            if (entry.path().indexOf('\n') >= 0) {
                throw new IllegalArgumentException("the path '" + entry.path() + "' has more than one line");
            }
            text.append(entry.path()).append('\n');
            if (!entry.data().isEmpty()) {
                for (String line : entry.data().split("\n", -1)) {
                    text.append(BAR).append(line).append('\n');
                }
            }
        }
        return text.toString();
    }

    /**
     * @throws IllegalArgumentException with the number of the line that is wrong
     */
    static List<Entry> read(String text) {
        String[] lines = text.split("\n", -1);
        if (!lines[0].strip().equals(FIRST)) {
            throw wrong(1, "does not begin with '" + FIRST + "'");
        }
        List<Entry> entries = new ArrayList<>();
        for (int i = 1; i < lines.length; i++) {
            String line = lines[i];
            if (line.startsWith("/")) {
                if (line.length() == 1 || line.endsWith("/") || line.contains("//")) {
                    throw wrong(i + 1, "'" + line + "' is no path");
                }
                StringBuilder data = new StringBuilder();
                for (int next = i + 1; next < lines.length && lines[next].startsWith(BAR); next++) {
                    data.append(next == i + 1 ? "" : "\n").append(lines[next].substring(BAR.length()));
                }
                entries.add(new Entry(line, data.toString()));
            } else if (line.startsWith(BAR)) {
                if (entries.isEmpty() || !lines[i - 1].startsWith("/") && !lines[i - 1].startsWith(BAR)) {
                    throw wrong(i + 1, "a line of a text that belongs to no path");
                }
            } else if (!line.isBlank() && !line.startsWith("#")) {
                throw wrong(i + 1, "begins with neither '/' nor '| ' nor '#'");
            }
        }
        return entries;
    }

    private static IllegalArgumentException wrong(int line, String reason) {
        return new IllegalArgumentException("This is no exported registry tree: line " + line + ": " + reason
                + ". Nothing was changed. Export it again, or correct the line.");
    }
}
