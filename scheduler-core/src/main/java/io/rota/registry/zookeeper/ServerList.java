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

/**
 * The addresses of an ensemble, checked.
 *
 * <p>ZooKeeper itself takes nearly every text, fills in a port of its own and fails later, when nobody looks.
 *
 * @param text {@code host:port,host:port}, without blanks, with the chroot at its end if there is one
 * @param chroot {@code /a/b}, or empty
 */
record ServerList(String text, String chroot) {

    private static final int PORT_MAX = 65_535;

    /**
     * Checks a list as people write it.
     *
     * @throws IllegalArgumentException with the entry that is wrong
     */
    static ServerList parse(String written) {
        int slash = written.indexOf('/');
        String chroot = slash < 0 ? "" : written.substring(slash).strip();
        String hosts = slash < 0 ? written : written.substring(0, slash);
        if (chroot.equals("/")) {
            chroot = "";
        }
        if (!chroot.isEmpty() && !isPath(chroot)) {
            throw wrong(written, "the path '" + chroot + "' after the addresses is not of the form /a/b");
        }
        List<String> entries = new ArrayList<>();
        for (String entry : hosts.split(",", -1)) {
            entries.add(checked(entry.strip(), written));
        }
        return new ServerList(String.join(",", entries) + chroot, chroot);
    }

    private static String checked(String entry, String written) {
        if (entry.isEmpty()) {
            throw wrong(written, written.isBlank() ? "there is no address" : "an entry is empty");
        }
        int colon = entry.lastIndexOf(':');
        String host = colon < 0 ? entry : entry.substring(0, colon);
        String port = colon < 0 ? "" : entry.substring(colon + 1);
        boolean bracketed = host.startsWith("[") && host.endsWith("]") && host.length() > 2;
        if (colon < 0 || entry.endsWith("]")) {
            throw wrong(written, "entry '" + entry + "' has no port");
        }
        if (host.indexOf(':') >= 0 && !bracketed) {
            throw wrong(written, "entry '" + entry + "' is an IPv6 address without brackets or has two ports");
        }
        if (host.isEmpty()
                || host.chars().anyMatch(c -> c <= ' ' || c == '@' || (!bracketed && (c == '[' || c == ']')))) {
            throw wrong(written, "entry '" + entry + "' has no valid host name");
        }
        if (!port.matches("[0-9]{1,5}") || Integer.parseInt(port) < 1 || Integer.parseInt(port) > PORT_MAX) {
            throw wrong(written, "the port of entry '" + entry + "' is not a number from 1 to " + PORT_MAX);
        }
        return entry;
    }

    private static boolean isPath(String chroot) {
        return Arrays.stream(chroot.substring(1).split("/", -1)).allMatch(Namespace::isSegment);
    }

    private static IllegalArgumentException wrong(String written, String what) {
        return new IllegalArgumentException("Registry center: in the server lists '" + written + "' " + what
                + ". Write host:port,host:port, an IPv6 address in brackets, for example zk1:2181,[::1]:2181.");
    }
}
