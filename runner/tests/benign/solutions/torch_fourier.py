import torch


def torch_fourier(x):
    spectrum = torch.fft.fft(x)
    return (
        torch.fft.ifft(spectrum).real,
        spectrum.abs()[0],
        torch.fft.rfft2(torch.ones(2, 2)).real,
        torch.fft.fftfreq(4),
    )
