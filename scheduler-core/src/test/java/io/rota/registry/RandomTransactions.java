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
package io.rota.registry;

import java.util.List;
import java.util.Random;

/** Transactions over a handful of paths, half of them likely to succeed; the same seed gives the same ones. */
final class RandomTransactions {

    static final List<String> PATHS = List.of("/a", "/b", "/a/x", "/a/y", "/b/x", "/a/x/1", "/a/x/2", "/b/x/1");

    private final Random random;

    RandomTransactions(long seed) {
        random = new Random(seed);
    }

    Transaction next(TreeModel model) {
        Transaction transaction = new Transaction();
        int size = 1 + random.nextInt(4);
        for (int i = 0; i < size; i++) {
            String path = PATHS.get(random.nextInt(PATHS.size()));
            switch (random.nextInt(8)) {
                case 0, 1, 2 -> transaction.create(path, text());
                case 3 -> transaction.createEphemeral(path, text());
                case 4, 5 -> transaction.set(path, text(), version(model, path));
                case 6 -> transaction.delete(path, version(model, path));
                default -> transaction.check(path, version(model, path));
            }
        }
        return transaction;
    }

    /** The right version most of the time, sometimes any, sometimes a wrong one. */
    private int version(TreeModel model, String path) {
        TreeModel.Entry entry = model.nodes().get(path);
        return switch (random.nextInt(6)) {
            case 0 -> Transaction.ANY_VERSION;
            case 1 -> random.nextInt(3);
            default -> entry == null ? Transaction.ANY_VERSION : entry.version();
        };
    }

    private String text() {
        return Integer.toString(random.nextInt(1_000));
    }
}
