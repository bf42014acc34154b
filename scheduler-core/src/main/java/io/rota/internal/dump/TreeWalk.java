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
package io.rota.internal.dump;

import io.rota.env.EventLoop;
import io.rota.registry.ChildrenResult;
import io.rota.registry.ReadResult;
import io.rota.registry.RegistrySession;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedList;
import java.util.List;
import java.util.ListIterator;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/*
 * The nodes that are known and not yet told are a list in the order in which they will be told. Each round asks the first
 * of them that have not been asked, all at once, puts their children right behind them, and tells what stands answered at
 * the front. So a large tree takes few waits, nothing is kept but the names ahead and what a round or two brought, and
 * the heartbeats that share the connection are never behind more than one round.
 *
 * The nodes are not read at one instant. What vanished in between is left out.
 */
/** Reads a tree in order, depth first, children in descending order of their names. For one thread, not the loop. */
final class TreeWalk {

    /** Nodes that are asked at a time; each takes two requests. */
    static final int ROUND = 64;

    private final RegistrySession session;
    private final EventLoop loop;
    private final Duration limit;

    /**
     * @param loop where answers arrive
     * @param limit for the answers to what is asked at a time
     */
    TreeWalk(RegistrySession session, EventLoop loop, Duration limit) {
        this.session = session;
        this.loop = loop;
        this.limit = limit;
    }

    /** A node as it is told. */
    record Line(String path, String value) {}

    /** Takes the next lines. */
    interface Reader {

        void take(List<Line> lines) throws IOException;
    }

    private static final class Visit {

        private final String path;
        // Set on the loop, read after the round's end.
        private @Nullable ReadResult node;
        private @Nullable ChildrenResult children;

        Visit(String path) {
            this.path = path;
        }

        boolean isAsked() {
            return node != null;
        }
    }

    /** The names of a node's children, none if it does not exist. */
    List<String> children(String path) throws UnansweredException, InterruptedException {
        Visit visit = new Visit(path);
        ask(List.of(visit));
        return names(visit);
    }

    boolean exists(String path) throws UnansweredException, InterruptedException {
        Visit visit = new Visit(path);
        ask(List.of(visit));
        return found(visit);
    }

    /**
     * Tells everything below a node.
     *
     * @throws UnansweredException in the middle, if the registry does not answer
     */
    void below(String root, Reader reader) throws IOException, UnansweredException, InterruptedException {
        LinkedList<Visit> ahead = new LinkedList<>(visits(root, children(root)));
        while (!ahead.isEmpty()) {
            List<Visit> round = ahead.stream()
                    .filter(visit -> !visit.isAsked())
                    .limit(ROUND)
                    .toList();
            ask(round);
            insertChildren(ahead, round);
            List<Line> lines = new ArrayList<>();
            while (!ahead.isEmpty() && ahead.getFirst().isAsked()) {
                Visit first = ahead.removeFirst();
                if (found(first)) {
                    lines.add(new Line(first.path, answered(first.node).node().data()));
                }
            }
            reader.take(lines);
        }
    }

    private static void insertChildren(LinkedList<Visit> ahead, List<Visit> round) throws UnansweredException {
        int open = round.size();
        ListIterator<Visit> position = ahead.listIterator();
        while (open > 0) {
            Visit visit = position.next();
            if (visit == round.get(round.size() - open)) {
                visits(visit.path, names(visit)).forEach(position::add);
                open--;
            }
        }
    }

    private static List<Visit> visits(String parent, List<String> names) {
        String prefix = parent.equals("/") ? parent : parent + "/";
        return names.stream()
                .sorted(Comparator.reverseOrder())
                .map(name -> new Visit(prefix + name))
                .toList();
    }

    private static boolean found(Visit visit) throws UnansweredException {
        return switch (answered(visit.node).status()) {
            case FOUND -> true;
            case ABSENT -> false;
            case UNAVAILABLE ->
                throw new UnansweredException(visit.path + " could not be read: "
                        + answered(visit.node).trouble());
        };
    }

    private static List<String> names(Visit visit) throws UnansweredException {
        ChildrenResult children = answered(visit.children);
        if (children.status() == ReadResult.Status.UNAVAILABLE) {
            throw new UnansweredException("what is below " + visit.path + " could not be read: " + children.trouble());
        }
        return children.names();
    }

    private static <T> T answered(@Nullable T answer) {
        if (answer == null) {
            throw new IllegalStateException("not answered yet");
        }
        return answer;
    }

    private void ask(List<Visit> round) throws UnansweredException, InterruptedException {
        CompletableFuture<Boolean> answered = new CompletableFuture<>();
        loop.execute(() -> {
            try {
                Runnable countdown = new Countdown(2 * round.size(), () -> answered.complete(true));
                for (Visit visit : round) {
                    session.read(visit.path, node -> {
                        visit.node = node;
                        countdown.run();
                    });
                    session.children(visit.path, children -> {
                        visit.children = children;
                        countdown.run();
                    });
                }
            } catch (RuntimeException e) {
                answered.completeExceptionally(e);
            }
        });
        try {
            answered.get(limit.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            throw new UnansweredException("the registry did not answer within " + limit.toMillis() + " ms");
        } catch (ExecutionException e) {
            throw new UnansweredException("the registry could not be asked: " + e.getCause());
        }
    }

    /** Does something the last time it is run. On the loop only. */
    private static final class Countdown implements Runnable {

        private final Runnable atZero;
        private int left;

        Countdown(int count, Runnable atZero) {
            this.left = count;
            this.atZero = atZero;
        }

        @Override
        public void run() {
            if (--left == 0) {
                atZero.run();
            }
        }
    }
}
