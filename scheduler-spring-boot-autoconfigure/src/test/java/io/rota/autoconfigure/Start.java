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
package io.rota.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import io.rota.api.JobConfiguration;
import io.rota.bootstrap.JobBootstrap;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.support.StaticListableBeanFactory;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.context.annotation.Configurations;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.diagnostics.FailureAnalyzer;
import org.springframework.boot.env.PropertiesPropertySourceLoader;
import org.springframework.boot.env.PropertySourceLoader;
import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.boot.test.context.assertj.AssertableApplicationContext;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.context.runner.ContextConsumer;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.Environment;
import org.springframework.core.env.PropertySource;
import org.springframework.core.env.SimpleCommandLinePropertySource;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;
import org.springframework.core.io.ByteArrayResource;
import org.springframework.core.io.ClassPathResource;
import org.springframework.core.io.support.SpringFactoriesLoader;
import org.springframework.core.io.support.SpringFactoriesLoader.ArgumentResolver;
import org.springframework.core.io.support.SpringFactoriesLoader.FailureHandler;

/** One start of an application: its configuration as people write it, and what comes of it. */
final class Start {

    private final ApplicationContextRunner contexts;

    private Start(ApplicationContextRunner contexts) {
        this.contexts = contexts;
    }

    /** With this application.yml; origins are told as {@code [application.yml] - line:column}. */
    static Start withYaml(String yaml) {
        return withNothing()
                .with(environment -> environment.getPropertySources().addLast(yamlSource("application.yml", yaml)));
    }

    /** With a file of the class path, YAML or properties. */
    static Start withFile(String path) {
        ClassPathResource file = new ClassPathResource(path);
        PropertySourceLoader loader =
                path.endsWith(".yaml") ? new YamlPropertySourceLoader() : new PropertiesPropertySourceLoader();
        return withNothing().with(environment -> {
            try {
                loader.load(path, file).forEach(environment.getPropertySources()::addLast);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }

    Start andLowerYaml(String yaml) {
        return with(environment -> environment.getPropertySources().addLast(yamlSource("lower.yml", yaml)));
    }

    Start andVariable(String name, String value) {
        return with(environment -> environment
                .getPropertySources()
                .replace(
                        StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME,
                        new SystemEnvironmentPropertySource(
                                StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME, Map.of(name, value))));
    }

    Start andArguments(String... arguments) {
        return with(environment ->
                environment.getPropertySources().addFirst(new SimpleCommandLinePropertySource(arguments)));
    }

    Start andSystemProperty(String property) {
        return new Start(contexts.withSystemProperties(property));
    }

    Start andBeans(Class<?>... configurations) {
        return new Start(contexts.withUserConfiguration(configurations));
    }

    <T> Start andBean(String name, Class<T> type, T bean) {
        return new Start(contexts.withBean(name, type, () -> bean));
    }

    Start andAutoConfiguration(Configurations more) {
        return new Start(contexts.withConfiguration(more));
    }

    Start andProperty(String property) {
        return new Start(contexts.withPropertyValues(property));
    }

    Start without(ClassLoader classLoader) {
        return new Start(contexts.withClassLoader(classLoader));
    }

    Start withOverriding() {
        return new Start(contexts.withAllowBeanDefinitionOverriding(true));
    }

    void run(ContextConsumer<AssertableApplicationContext> consumer) {
        contexts.run(consumer);
    }

    /** The jobs by bean name, as they were given to the scheduler. */
    Map<String, JobConfiguration> jobs() {
        Map<String, JobConfiguration> jobs = new TreeMap<>();
        run(context -> {
            assertThat(context).hasNotFailed();
            context.getBeansOfType(JobBootstrap.class).forEach((name, job) -> jobs.put(name, job.configuration()));
        });
        return jobs;
    }

    /** The one job. */
    JobConfiguration job() {
        Map<String, JobConfiguration> jobs = jobs();
        assertThat(jobs).hasSize(1);
        return jobs.values().iterator().next();
    }

    /** What the failed start tells the user. */
    FailureAnalysis failure() {
        AtomicReference<Environment> environment = new AtomicReference<>();
        AtomicReference<FailureAnalysis> analysis = new AtomicReference<>();
        with(environment::set).run(context -> {
            assertThat(context).hasFailed();
            analysis.set(analyze(context.getStartupFailure(), environment.get()));
        });
        return Objects.requireNonNull(analysis.get());
    }

    private static FailureAnalysis analyze(Throwable failure, Environment environment) {
        return SpringFactoriesLoader.forDefaultResourceLocation()
                .load(
                        FailureAnalyzer.class,
                        ArgumentResolver.of(Environment.class, environment)
                                .and(BeanFactory.class, new StaticListableBeanFactory()),
                        FailureHandler.handleMessage((message, cause) -> {}))
                .stream()
                .map(analyzer -> analyzer.analyze(failure))
                .filter(Objects::nonNull)
                .findFirst()
                .orElseThrow(() -> new AssertionError("no analysis", failure));
    }

    private static Start withNothing() {
        return new Start(new ApplicationContextRunner()
                .withConfiguration(AutoConfigurations.of(ElasticJobAutoConfiguration.class)));
    }

    private Start with(Consumer<ConfigurableEnvironment> change) {
        return new Start(contexts.withInitializer(context -> {
            change.accept(context.getEnvironment());
            ConfigurationPropertySources.attach(context.getEnvironment());
        }));
    }

    private static PropertySource<?> yamlSource(String name, String yaml) {
        try {
            return new YamlPropertySourceLoader()
                    .load(name, new ByteArrayResource(yaml.getBytes(StandardCharsets.UTF_8), name))
                    .get(0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
