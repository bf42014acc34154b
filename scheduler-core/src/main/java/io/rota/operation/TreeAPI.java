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

/**
 * All jobs of a registry center as a text that people can read: to keep it, or to move to a center of another kind.
 *
 * <p>It has what outlives the instances: definitions, the records of the last fires with their tokens, switches, requests. So
 * nothing is run again and nothing is left out after a move. <b>Stop all instances before, and start them with the other
 * center afterwards</b>: who still uses the old one does not see the new one.
 */
public interface TreeAPI {

    /**
     * Writes down every node that does not belong to a session.
     *
     * @return lines divided by {@code \n}; changes made meanwhile may be in it or not
     */
    String exportTree();

    /**
     * Makes the nodes of an exported text.
     *
     * @param text as {@link #exportTree()} tells it
     * @return how many nodes there are in the text
     * @throws IllegalArgumentException if it is no such text; nothing was changed
     * @throws OperationException with {@link OperationException.Reason#REFUSED} if one of its jobs exists already; nothing
     *     was changed
     */
    int importTree(String text);
}
