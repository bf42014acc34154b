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

import java.util.List;
import java.util.function.UnaryOperator;

/** Somebody with a tool, whom no fault stands in the way of, except that the registry may be gone; then it asks again. */
interface Operator extends AutoCloseable {

    static String path(String job, String rest) {
        return "/" + job + "/" + rest;
    }

    /** None also if the node does not exist. */
    List<String> children(String path) throws Exception;

    /** A node's text; null if there is none. */
    String text(String path) throws Exception;

    /** Whether a node vanishes with a session. */
    boolean isBound(String path) throws Exception;

    void edit(String path, UnaryOperator<String> change) throws Exception;

    /** Does nothing if the node exists, or its parent does not. */
    void create(String path) throws Exception;

    /** Does nothing if the node does not exist, or has children. */
    void delete(String path) throws Exception;

    @Override
    void close() throws Exception;
}
