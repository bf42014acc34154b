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
package io.rota.sim;

import java.util.List;

/**
 * Whether something goes wrong: promises about speed hold only while nothing does.
 *
 * @param nodes all machines
 * @param operator who edits the tree
 * @param registry the servers
 */
record Weather(List<SimNode> nodes, SimOperator operator, SimRegistry registry) {

    /** Whether nobody touched the tree by hand, and the registry's servers kept up with each other, for a time. */
    boolean calmTree(long nanos) {
        return operator.calmNanos() >= nanos && registry.calmNanos() >= Math.min(nanos, 20_000_000_000L);
    }

    /** The nodes other than one that run, without any trouble for a time. */
    List<SimNode> calmNodes(SimNode except, long nanos) {
        return nodes.stream()
                .filter(node -> node != except && node.isUp() && node.calmNanos() >= nanos)
                .toList();
    }

    /** The nodes other than one that run, in whatever state. */
    List<SimNode> upNodes(SimNode except) {
        return nodes.stream()
                .filter(node -> node != except && node.hasProcess())
                .toList();
    }

    /** The machine on which an instance runs, or ran. */
    SimNode node(String instance) {
        return nodes.stream()
                .filter(node -> instance.startsWith(node.ip() + "@"))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("nobody's: " + instance));
    }
}
