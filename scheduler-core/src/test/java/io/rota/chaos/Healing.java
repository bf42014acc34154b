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

import io.rota.internal.state.ConfigYaml;
import io.rota.internal.state.ExecutionRecord;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What the registry looks like once all faults are over; and what of it is not as it should be. */
final class Healing {

    /**
     * A problem that is still there.
     *
     * @param where a node of the tree
     */
    record Problem(String where, String what) {}

    private final Operator operator;
    private final Map<Long, String> nodesByPid;
    private final List<Problem> problems = new ArrayList<>();

    private Healing(Operator operator, Map<Long, String> nodesByPid) {
        this.operator = operator;
        this.nodesByPid = nodesByPid;
    }

    /**
     * Looks at every job.
     *
     * @param nodesByPid the processes that should take part
     */
    static List<Problem> problems(Operator operator, Map<Long, String> nodesByPid) throws Exception {
        Healing healing = new Healing(operator, nodesByPid);
        for (ChaosJob job : ChaosJob.ALL) {
            healing.look(job);
        }
        return healing.problems;
    }

    private void look(ChaosJob job) throws Exception {
        Set<String> instances = instances(job);
        String sharding = Operator.path(job.name(), "sharding");
        String definition = operator.text(Operator.path(job.name(), "config"));
        int total = definition == null ? 0 : ConfigYaml.read(definition).getShardingTotalCount();
        if (total != job.items()) {
            problem(job.name(), "its definition says " + total + " items");
        }
        String leader = operator.text(Operator.path(job.name(), "leader/election/instance"));
        if (leader == null || !instances.contains(leader)) {
            problem(job.name(), "nobody who lives leads: " + leader);
        }
        for (int item = 0; item < total; item++) {
            String where = sharding + "/" + item;
            String assigned = operator.text(where + "/instance");
            if (assigned == null || !instances.contains(assigned)) {
                problem(where, "assigned to nobody who lives: " + assigned);
            }
            String running = operator.text(where + "/running");
            if (running != null && !instances.contains(running)) {
                problem(where, "shown as run by somebody who is gone: " + running);
            }
            String text = operator.text(where + "/execution");
            ExecutionRecord record = text == null ? null : ExecutionRecord.decode(text);
            if (record != null
                    && record.isRunning()
                    && !instances.contains(record.claim().owner())) {
                problem(where, "run by somebody who is gone: " + record);
            }
        }
    }

    /** The instances of a job: one for each process, all under living sessions. */
    private Set<String> instances(ChaosJob job) throws Exception {
        String parent = Operator.path(job.name(), "instances");
        Set<String> instances = new HashSet<>(operator.children(parent));
        Map<String, Integer> perNode = new HashMap<>();
        for (String id : instances) {
            String process = id.substring(id.indexOf("@-@") + 3).split("-")[0];
            String node = nodesByPid.get(Long.parseLong(process));
            if (node == null) {
                problem(parent, "registered, but its process is gone: " + id);
            } else {
                perNode.merge(node, 1, Integer::sum);
            }
            if (!operator.isBound(parent + "/" + id)) {
                problem(parent, "not bound to a session: " + id);
            }
        }
        nodesByPid.values().forEach(node -> {
            int count = perNode.getOrDefault(node, 0);
            if (count != 1) {
                problem(parent, "registered " + count + " times: " + node);
            }
        });
        return instances;
    }

    private void problem(String where, String what) {
        problems.add(new Problem(where, what));
    }
}
