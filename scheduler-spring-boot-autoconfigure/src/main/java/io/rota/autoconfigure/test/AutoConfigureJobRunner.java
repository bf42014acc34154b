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
package io.rota.autoconfigure.test;

import io.rota.test.JobRunner;
import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.test.context.TestPropertySource;

/**
 * Gives a test a {@link JobRunner} bean, and keeps jobs from starting by themselves.
 *
 * <p>Goes with {@code @SpringBootTest}. The registry center is the memory of the process, whatever the configuration says,
 * unless the application has a {@code RegistryCenter} bean of its own; neither connects to anything before a job is started.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Documented
@Inherited
@ImportAutoConfiguration(JobRunnerAutoConfiguration.class)
@TestPropertySource(properties = {"elasticjob.auto-startup=false", "elasticjob.reg-center.type=memory"})
public @interface AutoConfigureJobRunner {}
