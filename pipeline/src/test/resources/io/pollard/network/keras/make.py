"""Makes the models of KerasImportTest with Keras 3.3 on its NumPy backend (KERAS_BACKEND=numpy).

seq.h5 and fun.h5 are what Keras 3 saves; fun2.h5 is fun.h5 with configuration and names of weights as Keras 2 writes
them. seq.f32 and fun.f32 hold four examples, channels first, and behind them the probabilities that Keras gives.
"""
import json
import shutil

import h5py
import keras
import numpy as np
from keras import layers as L


def randomize(model):
    draws = np.random.default_rng(5)
    for layer in model.layers:
        values = []
        for variable, old in zip(layer.weights, layer.get_weights()):
            name = variable.path.split("/")[-1]
            if "variance" in name or "gamma" in name:
                new = draws.uniform(0.5, 1.5, old.shape)
            elif "bias" in name or "beta" in name or "mean" in name:
                new = draws.normal(0, 0.2, old.shape)
            else:
                new = draws.normal(0, 1, old.shape) * np.sqrt(1.5 / max(1, np.prod(old.shape[:-1])))
            values.append(new.astype("float32"))
        layer.set_weights(values)


def sequential():
    return keras.Sequential([
        L.Input((9, 8, 3)),
        L.Conv2D(6, 3, padding="same", activation="relu"), L.MaxPooling2D(2), L.BatchNormalization(), L.Dropout(0.25),
        L.Conv2D(5, (2, 3), strides=2, use_bias=False), L.LeakyReLU(0.2), L.Flatten(),
        L.Dense(7, activation="tanh"), L.Dense(4, activation="softmax")], name="seq")


def functional():
    image = L.Input((12, 10, 3), name="image")
    x = L.ZeroPadding2D(((0, 1), (0, 1)))(image)
    x = L.Conv2D(8, 3, strides=2, use_bias=False, name="stem")(x)
    x = L.ReLU(max_value=6.0)(L.BatchNormalization()(x))
    y = L.Activation("relu")(L.DepthwiseConv2D(3, padding="same", name="dw")(x))
    y = L.Conv2D(8, 1, name="pw")(y)
    gate = L.Conv2D(2, 1, activation="relu")(L.GlobalAveragePooling2D(keepdims=True)(y))
    y = L.Multiply()([y, L.Conv2D(8, 1, activation="sigmoid")(gate)])
    y = L.Add()([x, y])
    left = L.AveragePooling2D(2, padding="same")(L.SeparableConv2D(6, 3, padding="same")(y))
    both = L.Concatenate()([left, L.MaxPooling2D(2, padding="same")(y)])
    both = L.Conv2D(8, 3, groups=2, padding="same", name="grouped")(both)
    logits = L.Dense(3, name="logits")(L.GlobalMaxPooling2D()(both))
    return keras.Model(image, L.Softmax()(logits), name="fun")


def as_keras_2(source, target):
    shutil.copy(source, target)
    with h5py.File(target, "r+") as file:
        config = json.loads(file.attrs["model_config"])
        for layer in config["config"]["layers"]:
            if "batch_shape" in layer["config"]:
                layer["config"]["batch_input_shape"] = layer["config"].pop("batch_shape")
            calls = []
            for call in layer["inbound_nodes"]:
                tensors = call["args"][0] if isinstance(call["args"][0], list) else [call["args"][0]]
                calls.append([[*t["config"]["keras_history"], {}] for t in tensors])
            layer["inbound_nodes"] = calls
        config["class_name"] = "Model"
        file.attrs["model_config"] = json.dumps(config)
        file.attrs["keras_version"] = "2.15.0"
        weights = file["model_weights"]
        for layer in list(weights):
            for inner in list(weights[layer]):
                for name in list(weights[layer][inner]):
                    new = "depthwise_kernel" if layer == "dw" and name == "kernel" else name
                    weights[layer][inner].move(name, new + ":0")


keras.utils.set_random_seed(3)
for model in (sequential(), functional()):
    randomize(model)
    model.save(model.name + ".h5")
    examples = np.random.default_rng(9).normal(size=(4,) + model.input_shape[1:]).astype("float32")
    probabilities = model.predict(examples, verbose=0)
    first = np.ascontiguousarray(examples.transpose(0, 3, 1, 2))
    np.concatenate([first.ravel(), probabilities.ravel()]).astype("<f4").tofile(model.name + ".f32")
as_keras_2("fun.h5", "fun2.h5")
