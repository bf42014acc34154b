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
package io.rota.registry.zookeeper;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.zookeeper.common.PathUtils;

/**
 * Where a center's tree lies in ZooKeeper, and where its sessions' own nodes lie.
 *
 * <p>The paths are prefixed here and not by Curator, because Curator would make the root a container node, which the
 * server removes when the tree is empty. The sessions' nodes lie outside the tree, so that tools that list the jobs do
 * not see them, and below a node of this namespace alone, because with a password its creator is the only one who may
 * write below it:
 *
 * <pre>
 * /elasticJob/app           the root of the tree
 * /_rota:elasticJob:app     parent of the sessions' nodes, one ephemeral node per session
 * </pre>
 *
 * @param name without leading and trailing slash, slashes inside allowed; empty if the tree begins at the top
 */
record Namespace(String name) {

    private static final String OWN = "_rota";
    private static final String ZOOKEEPERS_OWN = "zookeeper";

    /**
     * Checks a namespace as people write it; slashes and blanks at its ends do not matter.
     *
     * @throws IllegalArgumentException if it cannot be a path
     */
    static Namespace parse(String written) {
        String name = written.strip().replaceAll("^/+|/+$", "");
        if (!name.isEmpty()) {
            String[] segments = name.split("/", -1);
            for (String segment : segments) {
                if (!isSegment(segment)) {
                    throw new IllegalArgumentException("Registry center: the namespace '" + written + "' has the part '"
                            + segment + "', which cannot be the name of a node."
                            + " Write names without blanks, '.' and '..', divided by one slash each: jobs/billing.");
                }
            }
            if (segments[0].equals(ZOOKEEPERS_OWN) || segments[0].startsWith(OWN)) {
                throw new IllegalArgumentException("Registry center: the namespace '" + written + "' begins with '"
                        + segments[0] + "', which is reserved. Choose another first part.");
            }
        }
        return new Namespace(name);
    }

    /** Whether a text can be the name of a node that people can type. */
    static boolean isSegment(String text) {
        return !text.isEmpty()
                && !text.equals(".")
                && !text.equals("..")
                && text.chars().noneMatch(c -> Character.isWhitespace(c) || Character.isISOControl(c) || c >= 0xd800);
    }

    /** The root of the tree. */
    String root() {
        return "/" + name;
    }

    /**
     * The path in ZooKeeper of a path in the tree.
     *
     * @throws IllegalArgumentException if it is not of the form /a/b; one without a slash would lead out of the tree
     */
    String absolute(String path) {
        PathUtils.validatePath(path);
        if (name.isEmpty()) {
            return path;
        }
        return path.equals("/") ? root() : root() + path;
    }

    /** The path in the tree of a path in ZooKeeper that lies in the tree. */
    String relative(String absolute) {
        if (name.isEmpty()) {
            return absolute;
        }
        return absolute.length() == root().length() ? "/" : absolute.substring(root().length());
    }

    /** The parent of the sessions' nodes. */
    String sessions() {
        return name.isEmpty() ? "/" + OWN : "/" + OWN + ":" + name.replace('/', ':');
    }

    /** The nodes that must exist before a session is of use, parents first, and the session's own node last. */
    List<String> skeleton(String sessionId) {
        List<String> nodes = new ArrayList<>();
        if (!name.isEmpty()) {
            StringBuilder path = new StringBuilder();
            Arrays.stream(name.split("/"))
                    .forEach(segment ->
                            nodes.add(path.append('/').append(segment).toString()));
        }
        nodes.add(sessions());
        nodes.add(sessions() + "/" + sessionId);
        return nodes;
    }

    /** Whether a path in ZooKeeper belongs to the tree; at the top there are nodes that do not. */
    boolean contains(String absolute) {
        if (!name.isEmpty()) {
            return true;
        }
        String first = absolute.substring(1).split("/", 2)[0];
        return !first.equals(ZOOKEEPERS_OWN) && !first.startsWith(OWN);
    }

    /** The children that belong to the tree. */
    List<String> visible(String absolute, List<String> children) {
        if (!absolute.equals("/")) {
            return children;
        }
        return children.stream().filter(child -> contains("/" + child)).toList();
    }
}
