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
package io.rota.internal.state;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * A run that somebody asked for.
 *
 * @param fire its fire, or the earliest if an item has had a later one already; unique within the job
 * @param whole whether it is about all items that the job has
 * @param items those that it is about if it is not whole; none if somebody wrote over them
 */
public record Request(long fire, boolean whole, List<Integer> items) {

    private static final String PART = "-part";
    private static final Pattern NAME = Pattern.compile("(\\d{1,18})(" + PART + ")?");

    public Request {
        items = List.copyOf(items);
    }

    /** A request for every item. */
    public static Request ofAll(long fire) {
        return new Request(fire, true, List.of());
    }

    /** A request for some items. */
    public static Request ofPart(long fire, Collection<Integer> items) {
        return new Request(fire, false, List.copyOf(items));
    }

    /** The name of its node. */
    public String name() {
        return fire + (whole ? "" : PART);
    }

    /** Whether a node's name is that of a request. */
    public static boolean isName(String name) {
        return NAME.matcher(name).matches();
    }

    /** Whether the request of a name is about the items that its text names. */
    public static boolean isPart(String name) {
        return name.endsWith(PART);
    }

    /** The fire of the request of a name; 0 if it is no request's name. */
    public static long fire(String name) {
        return isName(name) ? Long.parseLong(name.replace(PART, "")) : 0;
    }

    /** The text of its node. */
    public String encode(String opId) {
        return whole ? opId : opId + " " + items.stream().map(String::valueOf).collect(Collectors.joining(","));
    }

    /** Reads a request about some items. */
    static Request decodePart(String name, String text) {
        List<Integer> items = new ArrayList<>();
        for (String item : text.substring(text.indexOf(' ') + 1).split(",")) {
            JobPaths.itemNumber(item).ifPresent(items::add);
        }
        return ofPart(fire(name), items);
    }

    /** Whether nobody knows any more what it is about. */
    public boolean isUnreadable() {
        return !whole && items.isEmpty();
    }

    /** Whether it is about an item. */
    public boolean concerns(int item) {
        return whole || items.contains(item);
    }

    /**
     * The items that it is about and that have no outcome.
     *
     * @param total number of items of the job now; an item that the job has no more never reports
     */
    public List<Integer> missing(Map<Integer, String> outcomes, int total) {
        IntStream wanted = whole ? IntStream.range(0, total) : items.stream().mapToInt(Integer::intValue);
        return wanted.filter(item -> item < total && !outcomes.containsKey(item))
                .boxed()
                .toList();
    }
}
