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

import org.apache.zookeeper.KeeperException.Code;

/** ZooKeeper's result codes. */
final class Codes {

    private Codes() {}

    static boolean isOk(int rc) {
        return rc == Code.OK.intValue();
    }

    /** The only code that means that a node does not exist. */
    static boolean isAbsent(int rc) {
        return rc == Code.NONODE.intValue();
    }

    static boolean exists(int rc) {
        return rc == Code.NODEEXISTS.intValue();
    }

    /** Whether nothing more can be done on the handle. */
    static boolean sessionIsOver(int rc) {
        Code code = Code.get(rc);
        return code == Code.SESSIONEXPIRED || code == Code.SESSIONMOVED || code == Code.AUTHFAILED;
    }

    static String describe(int rc) {
        Code code = Code.get(rc);
        return "ZooKeeper says " + (code == null ? "error " + rc : code.toString());
    }
}
